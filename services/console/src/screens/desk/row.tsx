// A row of the queue: what, who, since when, whose, and how long there is.

import { createMemo, Show } from "solid-js";
import { Alert_State as State, type Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { me } from "../../live/acts.ts";
import { now, second } from "../../live/clock.ts";
import { ms } from "../../live/moments.ts";
import { zoneName, zoneOf } from "../../map/zones-known.ts";
import { countdown, duration } from "../../words/time.ts";
import { say, told } from "../../words/words.ts";
import { Mark } from "./mark.tsx";
import { colorName, ruleName, stateName } from "./names.ts";
import { Plate } from "./plate.tsx";
import { due } from "./timers.ts";
import { plateOf, vehicleOf } from "./vehicles-known.ts";

interface Props {
  alert: Alert;
  chosen: boolean;
  focusable: boolean;
  onFocus(): void;
  onOpen(): void;
}

export function Row(props: Props) {
  const vehicle = () => vehicleOf(props.alert.vehicleId);
  const plate = () => plateOf(props.alert.vehicleId);
  const going = () => {
    second();
    const { openedAt, endedAt } = props.alert;
    if (endedAt !== undefined) return say("row.ended");
    return say("row.going", { for: duration(now() - (ms(openedAt) ?? now())) });
  };
  const timer = createMemo(() => {
    second();
    const what = due(props.alert);
    return what && { left: what.at - now(), what: what.what };
  });
  const spoken = () => {
    const { color, rule, state } = props.alert;
    return [colorName(color), ruleName(rule), plate(), stateName(state), owner()].join("，");
  };
  const owner = () => {
    const { owner } = props.alert;
    return owner !== "" && owner === me() ? say("row.me") : owner;
  };
  return (
    <li
      class="row"
      classList={{
        open: props.alert.state === State.OPEN,
        escalated: props.alert.state === State.ESCALATED,
        chosen: props.chosen,
        ended: props.alert.endedAt !== undefined,
      }}
      role="option"
      aria-selected={props.chosen}
      aria-label={spoken()}
      tabindex={props.focusable ? 0 : -1}
      data-alert={props.alert.id}
      title={told(props.alert.summary)}
      onFocus={() => props.onFocus()}
      onClick={() => props.onOpen()}
    >
      <Mark color={props.alert.color} />
      <div class="row-main">
        <div class="row-line">
          <Plate plate={plate()} color={vehicle()?.plateColor ?? 0} />
          <Show when={props.alert.late}>
            <span class="tag">{say("row.late")}</span>
          </Show>
        </div>
        <div class="row-line">
          <span class="row-rule">{ruleName(props.alert.rule)}</span>
        </div>
        <Show when={zoneOf(props.alert.zoneId)}>
          {(zone) => <div class="row-line row-place quiet">{zoneName(zone())}</div>}
        </Show>
      </div>
      <div class="row-side">
        <Show when={timer()}>
          {(what) => (
            <span class="timer" classList={{ over: what().left < 0, near: what().left < 30_000 }}>
              <span class="sr">{say(`row.due.${what().what}`)} </span>
              {what().left < 0 ? `+${countdown(-what().left)}` : countdown(what().left)}
            </span>
          )}
        </Show>
        <span class="row-state">
          {stateName(props.alert.state)}
          <Show when={owner()}>{(name) => <b> {name()}</b>}</Show>
        </span>
        <span class="quiet">{going()}</span>
      </div>
    </li>
  );
}
