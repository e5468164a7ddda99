// Until the streams are there: asks again and again.

import { ListAlertsResponseSchema } from "../../built/gen/placard/v1/alert_service_pb.ts";
import type { Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import { call } from "./call.ts";
import type { Source } from "./watch.ts";

export const pollAlerts: Source<{ alert: Alert; left: boolean }> = async function* () {
  for (;;) {
    const path = "alerts?states=OPEN&states=ACKNOWLEDGED&states=ESCALATED&pageSize=500";
    const { alerts } = await call(ListAlertsResponseSchema, "GET", path);
    yield { kind: "snapshot", items: alerts.map((alert) => ({ alert, left: false })) };
    await new Promise((done) => setTimeout(done, 1000));
  }
};
