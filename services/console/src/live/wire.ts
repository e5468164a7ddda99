// gRPC-Web to the port that the page came from.

import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { AlertService } from "../../built/gen/placard/v1/alert_service_pb.ts";
import { FleetService } from "../../built/gen/placard/v1/fleet_service_pb.ts";
import { ViolationsSchema } from "../../built/gen/placard/v1/errors_pb.ts";
import type { Heartbeat } from "../../built/gen/placard/v1/watch_pb.ts";
import { ms } from "./moments.ts";
import { credentials, setAsked } from "./session.ts";
import { browser, type Surroundings, type Told } from "./watch.ts";

const identify: Interceptor = (next) => (request) => {
  for (const [name, value] of Object.entries(credentials())) request.header.set(name, value);
  return next(request);
};

const transport = createGrpcWebTransport({ baseUrl: location.origin, interceptors: [identify] });

export const alertService = createClient(AlertService, transport);
export const fleetService = createClient(FleetService, transport);

/** What no second try with the same token would mend. */
const FINAL: ReadonlySet<Code> = new Set([
  Code.OutOfRange,
  Code.InvalidArgument,
  Code.Unauthenticated,
  Code.PermissionDenied,
  Code.Unimplemented,
]);

export const surroundings: Surroundings = {
  ...browser,
  isFinal: (error) => {
    const { code } = ConnectError.from(error);
    if (code === Code.Unauthenticated) setAsked(true);
    return FINAL.has(code);
  },
};

/** Why a watch was refused, in the server's own words where it found some. */
export function words(error: unknown): { zh: string; en: string } {
  const refused = ConnectError.from(error);
  const [first] = refused.findDetails(ViolationsSchema).flatMap(({ violations }) => violations);
  return first ?? { zh: refused.rawMessage, en: refused.rawMessage };
}

/** A heartbeat as a watch tells it. */
export function beat<T>(heartbeat: Heartbeat): Told<T> {
  const [serverMs, asOf] = [ms(heartbeat.serverTime), ms(heartbeat.asOf)];
  const waits = heartbeat.lagFixes > 0n && serverMs !== undefined && asOf !== undefined;
  return {
    kind: "beat",
    behindMs: waits ? serverMs - asOf : 0,
    ...(serverMs === undefined ? {} : { serverMs }),
  };
}
