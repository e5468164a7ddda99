// The track round the chosen alert: for the map and the strip of speeds.

import { createEffect, createMemo, createSignal, on } from "solid-js";
import { GetTrackResponseSchema } from "../../../built/gen/placard/v1/fleet_service_pb.ts";
import type { TrackFix } from "../../../built/gen/placard/v1/fix_pb.ts";
import { call } from "../../live/call.ts";
import { ms } from "../../live/moments.ts";
import { chosen } from "./chosen.ts";

const ROUND_MS = 10 * 60_000;

const [track, setTrack] = createSignal<readonly TrackFix[]>();
/** The fixes from ten minutes before the alert to ten minutes after; none until they are read. */
export { track };

/** Reads the track whenever another alert is chosen, or its episode has ended. */
export function followChosen(): void {
  const key = createMemo(() => {
    const alert = chosen();
    return (
      alert && JSON.stringify([alert.id, alert.vehicleId, ms(alert.openedAt), ms(alert.endedAt)])
    );
  });
  createEffect(
    on(key, () => {
      const alert = chosen();
      setTrack(undefined);
      if (alert === undefined) return;
      const opened = ms(alert.openedAt) ?? 0;
      const [from, to] = [opened - ROUND_MS, (ms(alert.endedAt) ?? opened) + ROUND_MS];
      const iso = (at: number) => new Date(at).toISOString();
      const times = `startTime=${iso(from)}&endTime=${iso(to)}`;
      const path = `vehicles/${encodeURIComponent(alert.vehicleId)}/track?pageSize=2000&${times}`;
      call(GetTrackResponseSchema, "GET", path)
        .then(({ fixes }) => chosen()?.id === alert.id && setTrack(fixes))
        .catch(() => chosen()?.id === alert.id && setTrack([]));
    }),
  );
}
