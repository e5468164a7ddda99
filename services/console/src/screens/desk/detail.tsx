// An alert with its evidence, in fixed order whatever the rule: what, since when, how sure, which
// rule and clause, value against limit, the load, the past; then what was done, and what to press.

import { createEffect, createMemo, createResource, Match, on, Show, Switch } from "solid-js";
import { AlertSchema, type Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { go, place } from "../../address.ts";
import { alerts } from "../../live/alerts.ts";
import { call, Refusal } from "../../live/call.ts";
import { asked } from "../../live/session.ts";
import { say, told } from "../../words/words.ts";
import { Actions } from "./actions.tsx";
import { chosen, setChosen } from "./chosen.ts";
import { Evidence } from "./evidence.tsx";
import { History } from "./history.tsx";
import { Mark } from "./mark.tsx";
import { colorName, ruleName, stateName } from "./names.ts";
import { Plate } from "./plate.tsx";
import { plateOf, vehicleOf } from "./vehicles-known.ts";

export function Detail() {
  const [read, { refetch }] = createResource(
    () => !asked() && place().alert,
    (id) => call(AlertSchema, "GET", `alerts/${encodeURIComponent(id)}`),
  );
  const wanted = createMemo(() => place().alert);
  createEffect(on(wanted, (id) => setChosen(id === undefined ? undefined : alerts[id])));
  // The live queue knows better than what was read once.
  createEffect(() => {
    const live = alerts[place().alert ?? ""];
    if (live) setChosen({ ...live });
    else if (!read.error && read()?.id === place().alert) newer(read());
  });
  const failure = () => (read.error instanceof Refusal ? read.error : undefined);
  return (
    <aside class="panel detail" aria-label={say("detail.title")} tabindex="-1" id="detail">
      <Switch>
        <Match when={place().alert === undefined}>
          <div class="blank">{say("detail.none")}</div>
        </Match>
        <Match when={chosen()}>{(alert) => <Whole alert={alert()} />}</Match>
        <Match when={failure()?.status === 404}>
          <div class="blank">{say("detail.gone")}</div>
        </Match>
        <Match when={read.error}>
          <div class="blank broken" role="alert">
            <p>{say("broken.title")}</p>
            <p class="quiet">{failure() ? told(failure()) : String(read.error)}</p>
            <button onClick={() => void refetch()}>{say("broken.retry")}</button>
          </div>
        </Match>
        <Match when={true}>
          <div class="blank" aria-busy="true">
            {say("detail.loading")}
          </div>
        </Match>
      </Switch>
    </aside>
  );
}

function newer(alert: Alert | undefined): void {
  if (alert === undefined) return;
  setChosen((known) => (known?.id === alert.id && known.change > alert.change ? known : alert));
}

function Whole(props: { alert: Alert }) {
  const vehicle = () => vehicleOf(props.alert.vehicleId);
  return (
    <>
      <header class="detail-top">
        <div class="detail-head">
          <Mark color={props.alert.color} size={40} />
          <div>
            <h2>{ruleName(props.alert.rule)}</h2>
            <p class="quiet">
              {colorName(props.alert.color)} · <b data-state>{stateName(props.alert.state)}</b>
              <Show when={props.alert.owner}>{(owner) => <> · {owner()}</>}</Show>
            </p>
          </div>
          <button
            class="small detail-shut"
            aria-label={say("close.label")}
            title={`${say("close.label")} (Esc)`}
            onClick={() => go({ alert: undefined })}
          >
            ×
          </button>
        </div>
        <p class="detail-plate">
          <Plate
            plate={plateOf(props.alert.vehicleId)}
            color={vehicle()?.plateColor ?? 0}
            word
          />
        </p>
      </header>
      <Evidence alert={props.alert} vehicle={vehicle()} />
      <History alert={props.alert} />
      <Actions alert={props.alert} />
    </>
  );
}
