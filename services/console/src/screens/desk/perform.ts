// Does what an officer asks for, one thing at a time, and keeps the refusal for whoever shows it.

import { createSignal } from "solid-js";
import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { link } from "../../live/alerts.ts";
import { Refusal } from "../../live/call.ts";
import { show } from "./chosen.ts";

const [refused, setRefused] = createSignal<Refusal>();
const [busy, setBusy] = createSignal(false);
export { busy, refused, setRefused };

/** Whether nothing can be done for want of a server. */
export const isOffline = (): boolean => link().kind !== "live";

/** Does it, shows what came of it, and says why not where it was refused. */
export async function perform(act: () => Promise<Alert | void>): Promise<boolean> {
  if (busy()) return false;
  setBusy(true);
  setRefused(undefined);
  try {
    const answer = await act();
    if (answer) show(answer);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    setRefused(error);
    return false;
  } finally {
    setBusy(false);
  }
}
