// The queue: filter, rows, the pill for those that wait; each state that it can be in.

import { For, Match, Show, Switch } from "solid-js";
import { Alert_Color as Color } from "../../../built/gen/placard/v1/alert_pb.ts";
import { go, place } from "../../address.ts";
import { can, run } from "../../keyboard.ts";
import { alerts, link, ready } from "../../live/alerts.ts";
import { me } from "../../live/acts.ts";
import { asked } from "../../live/session.ts";
import { newest } from "../../live/vehicles.ts";
import { now } from "../../live/clock.ts";
import { moment } from "../../words/time.ts";
import { say } from "../../words/words.ts";
import { Mark } from "./mark.tsx";
import { colorName } from "./names.ts";
import { Row } from "./row.tsx";
import * as state from "./queue-state.ts";
import { Alert_State as State } from "../../../built/gen/placard/v1/alert_pb.ts";

const COLORS = [Color.RED, Color.ORANGE, Color.YELLOW, Color.BLUE];

let list: HTMLUListElement | undefined;
/** How far the list was scrolled to keep a row where it was, px. */
let scrolled = 0;

/** Puts the focus on a row. */
export function focusRow(id: string | undefined): void {
  if (id === undefined) return;
  state.setFocused(id);
  const row = list?.querySelector<HTMLElement>(`[data-alert="${id}"]`);
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

export function Queue() {
  const mine = () => state.wanted().filter(({ owner }) => owner !== "" && owner === me()).length;
  const open = () => state.wanted().filter((alert) => alert.state === State.OPEN).length;
  state.arrangeAlways(keepStill);
  return (
    <section class="panel queue" aria-label={say("queue.title")}>
      <header class="panel-head">
        <h2>{say("queue.title")}</h2>
        <span class="quiet">{say("queue.counts", { open: open(), mine: mine() })}</span>
      </header>
      <Filter />
      <div class="queue-line">
        <Pill />
        <button class="small ghost" disabled={!can("export")} onClick={() => run("export")}>
          {say("do.export")}
        </button>
      </div>
      <Switch>
        <Match when={!ready() && asked()}>
          <div class="blank">{say("link.asked")}</div>
        </Match>
        <Match when={!ready() && link().kind === "refused"}>
          <div class="blank broken" role="alert">
            <p>{say("broken.title")}</p>
            <p class="quiet">{say("queue.refused")}</p>
            <button onClick={() => dispatchEvent(new Event("online"))}>
              {say("broken.retry")}
            </button>
          </div>
        </Match>
        <Match when={!ready()}>
          <div class="blank" aria-busy="true">
            {say("queue.loading")}
            <div class="skeleton" />
            <div class="skeleton" />
            <div class="skeleton" />
          </div>
        </Match>
        <Match when={state.total() === 0}>
          <Empty />
        </Match>
        <Match when={state.wanted().length === 0}>
          <div class="blank">
            <p>
              {say("queue.filtered", {
                all: state.total(),
                colors: place().colors.map(colorName).join("、"),
              })}
            </p>
            <button onClick={() => go({ colors: [] })}>{say("queue.clear")}</button>
          </div>
        </Match>
      </Switch>
      <Rows />
    </section>
  );
}

function Rows() {
  const { arrangement, focused, setFocused, setHeld } = state;
  let inside = { pointer: false, focus: false };
  const hold = (change: Partial<typeof inside>) => {
    inside = { ...inside, ...change };
    setHeld(inside.pointer || inside.focus);
    if (!inside.pointer && !inside.focus) settle();
  };
  const first = () => focused() ?? arrangement().rows[0];
  const focusable = (id: string) => {
    const known = arrangement().rows.includes(first() ?? "");
    return id === (known ? first() : arrangement().rows[0]);
  };
  return (
    <ul
      class="rows"
      role="listbox"
      aria-label={say("queue.title")}
      ref={list}
      onPointerEnter={() => hold({ pointer: true })}
      onPointerLeave={() => hold({ pointer: false })}
      onFocusIn={() => hold({ focus: true })}
      onFocusOut={(event) =>
        hold({ focus: event.currentTarget.contains(event.relatedTarget as Node | null) })
      }
    >
      <For each={arrangement().rows}>
        {(id) => (
          <Show when={alerts[id]}>
            {(alert) => (
              <Row
                alert={alert()}
                chosen={place().alert === id}
                focusable={focusable(id)}
                onFocus={() => setFocused(id)}
                onOpen={() => {
                  focusRow(id);
                  go({ alert: id });
                }}
              />
            )}
          </Show>
        )}
      </For>
    </ul>
  );
}

/** Keeps the focused row at the same pixel when rows come or go above it. */
function keepStill(change: () => void): void {
  const active = document.activeElement;
  const row = active instanceof HTMLElement && list?.contains(active) ? active : undefined;
  const before = row?.getBoundingClientRect().top ?? 0;
  change();
  if (!list || !row?.isConnected) return;
  const by = row.getBoundingClientRect().top - before;
  list.scrollTop += by;
  scrolled += by;
}

/** Takes back, once nobody looks, what was scrolled for whoever did. */
function settle(): void {
  if (list) list.scrollTop -= scrolled;
  scrolled = 0;
}

function Filter() {
  return (
    <div class="filter" role="group" aria-label={say("do.filter")}>
      <For each={COLORS}>
        {(color, no) => (
          <button
            class="filter-one"
            aria-pressed={place().colors.includes(color)}
            aria-label={say("queue.filter", { color: colorName(color) })}
            onClick={() => state.toggleColor(color)}
          >
            <Mark color={color} size={22} />
            <span>{state.counts().get(color) ?? 0}</span>
            <kbd>{no() + 1}</kbd>
          </button>
        )}
      </For>
    </div>
  );
}

/** What waits to be let in; its place is kept, so that no row is pushed when it comes. */
function Pill() {
  const waiting = () => state.arrangement().waiting.length;
  const above = () => state.arrangement().above.length;
  return (
    <Show
      when={waiting() > 0 || above() > 0}
      fallback={<span class="quiet">{say("queue.order")}</span>}
    >
      <button class="pill" onClick={() => run("admit")}>
        <Show when={above() > 0}>
          <span class="pill-red">
            <Mark color={Color.RED} size={18} /> {say("queue.above", { n: above() })}
          </span>
        </Show>
        <Show when={waiting() > 0}>
          <span data-waiting={waiting()}>{say("queue.new", { n: waiting() })}</span>
        </Show>
        <kbd>N</kbd>
      </button>
    </Show>
  );
}

function Empty() {
  return (
    <div class="blank">
      <p>{say("queue.empty")}</p>
      <p class="quiet">
        {newest() === 0
          ? say("queue.silent")
          : say("queue.quiet", { time: moment(newest(), now()) })}
      </p>
    </div>
  );
}
