// The top bar: how the line stands, what was missed, sound, the server's clock.

import { Match, Show, Switch } from "solid-js";
import { away, behindMs, link, setAway } from "../live/alerts.ts";
import { clockError, now, second } from "../live/clock.ts";
import { asked } from "../live/session.ts";
import { newest } from "../live/vehicles.ts";
import { words } from "../live/wire.ts";
import { run } from "../keyboard.ts";
import { arm, armed, mutedUntil, toggleMute } from "../sound.ts";
import { theme } from "../theme.ts";
import { clock, duration, offset } from "../words/time.ts";
import { say, told } from "../words/words.ts";

/** Worth saying, ms. */
const CLOCK_WRONG_MS = 5_000;
const BEHIND_MS = 5_000;

export function TopBar() {
  const time = () => (second(), now());
  return (
    <header class="top">
      <b class="brand">Placard</b>
      <button class="ghost" onClick={() => run("palette")}>
        {say("palette.title")} <kbd>Ctrl K</kbd>
      </button>
      <span class="grow" />
      <Notices />
      <Line />
      <Sound />
      <button class="ghost" onClick={() => run("theme")} title={say("theme.switch")}>
        {theme() === "dark" ? say("theme.light") : say("theme.dark")}
      </button>
      <button
        class="ghost"
        onClick={() => run("language")}
        lang={say("language.switch") === "English" ? "en" : "zh"}
      >
        {say("language.switch")}
      </button>
      <button class="ghost" onClick={() => run("help")}>
        {say("help.open")} <kbd>?</kbd>
      </button>
      <time class="clock">
        {clock(time())} <span class="quiet">{offset(time())}</span>
      </time>
    </header>
  );
}

function Line() {
  const wait = (at: number) => (second(), Math.max(0, Math.ceil((at - Date.now()) / 1000)));
  const behind = () => Math.round(behindMs() / 1000);
  const age = () => {
    second();
    if (newest() === 0) return say("link.silent");
    return say("link.age", { for: duration(now() - newest()) });
  };
  return (
    <span class="link" data-link={link().kind} role="status">
      <Switch>
        <Match when={asked()}>
          <i class="dot hollow" /> {say("link.asked")}
        </Match>
        <Match when={link().kind === "loading"}>
          <i class="dot hollow" /> {say("link.loading")}
        </Match>
        <Match when={link().kind === "live" && behindMs() > BEHIND_MS}>
          <i class="dot amber" /> {say("link.behind", { seconds: behind() })}
        </Match>
        <Match when={link().kind === "live"}>
          <i class="dot" /> {say("link.live")} <span class="quiet">{age()}</span>
        </Match>
        <Match when={stale(link())}>
          {(lost) => (
            <>
              <i class="dot hollow" />{" "}
              {wait(lost().retryAt) > 0
                ? say("link.stale", { time: clock(lost().since), seconds: wait(lost().retryAt) })
                : say("link.trying", { time: clock(lost().since) })}
            </>
          )}
        </Match>
        <Match when={refusal(link())}>
          {(why) => (
            <>
              <i class="dot hollow" /> {say("link.refused", { why: why() })}
            </>
          )}
        </Match>
      </Switch>
    </span>
  );
}

type Now = ReturnType<typeof link>;
const stale = (now: Now) => (now.kind === "stale" ? now : undefined);
const refusal = (now: Now) => (now.kind === "refused" ? told(words(now.error)) : undefined);

function Notices() {
  const wrong = () => (second(), Math.round(clockError() / 1000));
  return (
    <>
      <Show when={away()}>
        {(missed) => (
          <button class="notice" role="status" onClick={() => setAway(undefined)}>
            {say("link.back", { ...missed() })} ×
          </button>
        )}
      </Show>
      <Show when={Math.abs(wrong()) * 1000 > CLOCK_WRONG_MS}>
        <span class="notice">{say("clock.wrong", { seconds: Math.abs(wrong()) })}</span>
      </Show>
    </>
  );
}

function Sound() {
  const muted = () => (second(), mutedUntil() > now());
  return (
    <Show
      when={armed()}
      fallback={
        <button class="notice" onClick={() => void arm()}>
          {say("sound.arm")}
        </button>
      }
    >
      <button class="ghost" classList={{ muted: muted() }} onClick={toggleMute}>
        {muted() ? say("sound.muted", { time: clock(mutedUntil()) }) : say("sound.on")} <kbd>M</kbd>
      </button>
    </Show>
  );
}
