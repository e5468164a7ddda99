// The evidence, in fixed order.

import { createResource, createSignal, For, Show, type JSX } from "solid-js";
import {
  Alert_Confidence as Confidence,
  type Alert,
  type Evidence_Measured as Measured,
} from "../../../built/gen/placard/v1/alert_pb.ts";
import { ListAlertsResponseSchema } from "../../../built/gen/placard/v1/alert_service_pb.ts";
import { Fix_Load as Load } from "../../../built/gen/placard/v1/fix_pb.ts";
import type { Vehicle } from "../../../built/gen/placard/v1/vehicle_pb.ts";
import { Zone_Kind as ZoneKind } from "../../../built/gen/placard/v1/zone_pb.ts";
import { call } from "../../live/call.ts";
import { now, second } from "../../live/clock.ts";
import { ms } from "../../live/moments.ts";
import { toGcj02 } from "../../map/datum.ts";
import { zoneName, zoneOf } from "../../map/zones-known.ts";
import { duration, moment } from "../../words/time.ts";
import { say, sayOr, told, type Key } from "../../words/words.ts";
import { dispositionRow } from "./dispositions.ts";
import { confidenceName, endingName } from "./names.ts";
import { Speed } from "./speed.tsx";

const PAST_MS = 30 * 86_400_000;
const COPY_DECIMALS = 6;

export function Evidence(props: { alert: Alert; vehicle: Vehicle | undefined }) {
  return (
    <dl class="evidence">
      <Line word="detail.what">
        {told(props.alert.summary)}
        <Show when={zoneOf(props.alert.zoneId)}>
          {(zone) => (
            <span class="quiet block">
              {sayOr(`zone.${ZoneKind[zone().kind]}`, () => "")} · {zoneName(zone())}
            </span>
          )}
        </Show>
      </Line>
      <Line word="detail.since">
        <Since alert={props.alert} />
      </Line>
      <Line word="detail.sure">
        <Sure alert={props.alert} />
      </Line>
      <Line word="detail.rule">
        <code>{props.alert.rule}</code>
        <span class="block">{told(props.alert.clause)}</span>
      </Line>
      <Line word="detail.value">
        <For each={props.alert.evidence?.values ?? []}>{(value) => <Value value={value} />}</For>
        <Speed alert={props.alert} />
      </Line>
      <Line word="detail.paper">
        <Paper vehicle={props.vehicle} />
      </Line>
      <Line word="detail.past">
        <Past alert={props.alert} />
      </Line>
      <Line word="detail.where">
        <Where alert={props.alert} />
      </Line>
    </dl>
  );
}

function Line(props: { word: Key; children: JSX.Element }) {
  return (
    <div class="line" data-line={props.word}>
      <dt>{say(props.word)}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Since(props: { alert: Alert }) {
  const from = () => ms(props.alert.openedAt) ?? 0;
  const text = () => {
    second();
    const to = ms(props.alert.endedAt);
    const between = duration((to ?? now()) - from());
    if (to === undefined) return say("detail.going", { from: moment(from(), now()), for: between });
    const words = { from: moment(from(), now()), to: moment(to, now()), for: between };
    return `${say("detail.until", words)} ${endingName(props.alert.endReason)}`;
  };
  const detected = () => ms(props.alert.detectedAt) ?? 0;
  return (
    <>
      {text()}
      <span class="quiet block">
        {say("detail.detected", { time: moment(detected(), now()) })}
        <Show when={props.alert.late}>
          {" "}
          <span class="tag">{say("row.late")}</span>{" "}
          {say("detail.late", { for: duration(detected() - from()) })}
        </Show>
      </span>
    </>
  );
}

function Sure(props: { alert: Alert }) {
  const fixes = () => props.alert.evidence?.fixes.length ?? 0;
  return (
    <>
      <b class={props.alert.confidence === Confidence.HIGH ? "" : "doubt"}>
        {confidenceName(props.alert.confidence)}
      </b>
      {" · "}
      {say("detail.fixes", { n: fixes() })}
      <For each={props.alert.confidenceReasons}>
        {(reason) => <span class="block">{told(reason)}</span>}
      </For>
    </>
  );
}

function number(value: number, unit: string): string {
  if (unit === "s") return duration(value * 1000);
  if (unit === "fixes") return say("value.fixes", { n: value });
  const digits = Math.abs(value) >= 100 ? 0 : 1;
  return `${Number(value.toFixed(digits))} ${unit}`.trim();
}

function Value(props: { value: Measured }) {
  const { name, value, limit, unit } = props.value;
  return (
    <span class="block">
      {sayOr(`value.${name}`, () => say("value.other", { name }))}
      <b class="figures"> {number(value, unit)}</b>
      <Show when={limit !== undefined}>
        <span class="quiet"> {say("value.limit", { limit: number(limit ?? 0, unit) })}</span>
      </Show>
    </span>
  );
}

function Paper(props: { vehicle: Vehicle | undefined }) {
  const load = () => props.vehicle?.load;
  const state = () => sayOr(`detail.load.${Load[load()?.state ?? 0]}`, () => "");
  return (
    <Show when={load()} fallback={say("detail.load.none")}>
      {(load) => (
        <>
          <For each={load().goods} fallback={<span>{say("detail.load.none")}</span>}>
            {(goods) => (
              <span class="block">
                <b class="placard">UN {goods.unNumber}</b>
                <Show when={goods.packingGroup}>
                  {(group) => <> {say("detail.packing", { group: group() })}</>}
                </Show>
                <Show when={goods.massKg}>{(kg) => <> {(kg() / 1000).toFixed(1)} t</>}</Show>
              </span>
            )}
          </For>
          <span class="quiet block">
            {state()}
            <Show when={load().inTank}> · {say("detail.load.tank")}</Show>
            <Show when={load().state === Load.EMPTY && !load().cleaned}>
              {" "}
              · {say("detail.load.uncleaned")}
            </Show>
          </span>
        </>
      )}
    </Show>
  );
}

function Past(props: { alert: Alert }) {
  const [past] = createResource(
    () => props.alert.vehicleId,
    (id) => {
      const path = `alerts?pageSize=200&vehicleId=${encodeURIComponent(id)}`;
      return call(ListAlertsResponseSchema, "GET", path);
    },
  );
  const text = () => {
    if (past.error || past() === undefined) return "–";
    const since = now() - PAST_MS;
    const others = (past()?.alerts ?? []).filter(
      (one) => one.id !== props.alert.id && (ms(one.openedAt) ?? 0) > since,
    );
    const wrong = others.filter((one) => dispositionRow(one.disposition)?.class === "false").length;
    if (others.length === 0) return say("detail.past.none");
    return say("detail.past.some", { n: others.length, wrong });
  };
  return <>{text()}</>;
}

function Where(props: { alert: Alert }) {
  const [copied, setCopied] = createSignal("");
  const wgs84 = () => {
    const { longitude = 0, latitude = 0 } = props.alert.position ?? {};
    return [longitude, latitude] as const;
  };
  const text = ([x, y]: readonly [number, number]) =>
    `${x.toFixed(COPY_DECIMALS)}, ${y.toFixed(COPY_DECIMALS)}`;
  const copy = (place: readonly [number, number]) => {
    void navigator.clipboard?.writeText(text(place));
    setCopied(text(place));
  };
  return (
    <Show when={props.alert.position} fallback="–">
      <span class="figures">{text(wgs84())}</span> <span class="quiet">WGS-84</span>
      <span class="block">
        <button class="small" onClick={() => copy(wgs84())}>
          {say("detail.copy", { datum: "WGS-84" })}
        </button>{" "}
        <button class="small" onClick={() => copy(toGcj02(wgs84()))}>
          {say("detail.copy", { datum: "GCJ-02" })}
        </button>
      </span>
      <span class="quiet block" role="status">
        {copied() === "" ? "" : say("detail.copied", { text: copied() })}
      </span>
    </Show>
  );
}
