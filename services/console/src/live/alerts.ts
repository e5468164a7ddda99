// The queue as the server has it: a snapshot, then every change, resumed by token.

import { createSignal } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import {
  Alert_Color as Color,
  Alert_State as State,
  type Alert,
} from "../../built/gen/placard/v1/alert_pb.ts";
import { hearTime } from "./clock.ts";
import { keep, type Link, type Source, type Told } from "./watch.ts";
import { alertService, beat, surroundings } from "./wire.ts";

/** States that an officer still has to do with. */
const AT_WORK = [State.OPEN, State.ACKNOWLEDGED, State.ESCALATED];

interface Change {
  alert: Alert;
  /** Whether it is none of the officer's work any more. */
  left: boolean;
}

const [alerts, setAlerts] = createStore<Record<string, Alert>>({});
const [link, setLink] = createSignal<Link>({ kind: "loading" });
const [behindMs, setBehindMs] = createSignal(0);
const [ready, setReady] = createSignal(false);
const [away, setAway] = createSignal<Away>();

/** Every alert at work, by its id. */
export { alerts };
/** How the line stands. */
export { link };
/** How far the server's judging lies behind, ms. */
export { behindMs };
/** Whether a snapshot has come: an empty queue is really empty. */
export { ready };
/** What happened while the line was lost; the second is for dismissing it. */
export { away, setAway };

/** What happened while the line was lost. */
export interface Away {
  opened: number;
  red: number;
  closed: number;
}

type Listener = (alert: Alert) => void;
const listeners = new Set<Listener>();

/** Hears of each alert that was not there before, the first snapshot left out. */
export function onOpened(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes what a call answered; the watch would tell it a moment later. */
export function take(alert: Alert): void {
  apply({ alert, left: !AT_WORK.includes(alert.state) });
}

let missed: Away | undefined;

function apply({ alert, left }: Change): void {
  const known = alerts[alert.id];
  if (known !== undefined && known.change > alert.change) return;
  if (left) {
    if (known === undefined) return;
    if (missed) missed.closed += 1;
    setAlerts(alert.id, undefined as never);
    return;
  }
  setAlerts(alert.id, reconcile(alert));
  if (known !== undefined || !ready()) return;
  if (missed) {
    missed.opened += 1;
    missed.red += Number(alert.color === Color.RED);
  }
  for (const listener of listeners) listener(alert);
}

function hear(told: Told<Change>): void {
  if (told.serverMs !== undefined) hearTime(told.serverMs);
  if (told.behindMs !== undefined) setBehindMs(told.behindMs);
  if (told.kind === "change") apply(told.item);
  if (told.kind === "snapshot") {
    const there = new Set(told.items.map(({ alert }) => alert.id));
    for (const id of Object.keys(alerts).filter((id) => !there.has(id))) {
      if (missed) missed.closed += 1;
      setAlerts(id, undefined as never);
    }
    told.items.forEach(apply);
    setReady(true);
  }
  // The first beat after a loss says that all that was missed has been told.
  if (told.kind === "beat" && missed) {
    if (missed.opened + missed.closed > 0) setAway(missed);
    missed = undefined;
  }
}

const source: Source<Change> = async function* (resumeToken, signal) {
  const request = { resumeToken: resumeToken ?? "", states: AT_WORK };
  const snapshot: Change[] = [];
  for await (const answer of alertService.watchAlerts(request, { signal })) {
    const token = answer.resumeToken === "" ? {} : { token: answer.resumeToken };
    const { event } = answer;
    if (event.case === "heartbeat") yield { ...beat<Change>(event.value), ...token };
    if (event.case === "snapshot") {
      for (const alert of event.value.alerts) snapshot.push({ alert, left: false });
      if (event.value.complete) yield { kind: "snapshot", items: snapshot, ...token };
    }
    if (event.case === "changes") {
      const { changes } = event.value;
      for (const [no, { alert, left }] of changes.entries()) {
        const last = no === changes.length - 1;
        if (alert) yield { kind: "change", item: { alert, left }, ...(last ? token : {}) };
      }
    }
  }
};

/** Watches until the returned function is called. */
export function watchAlerts(): () => void {
  return keep(source, surroundings, {
    news: hear,
    link: (now) => {
      if (now.kind === "stale" && ready()) missed ??= { opened: 0, red: 0, closed: 0 };
      setLink(now);
    },
  });
}
