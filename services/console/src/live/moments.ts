// Moments of the protos as milliseconds.

import type { Timestamp } from "@bufbuild/protobuf/wkt";

/** Milliseconds since 1970; none where the moment is absent. */
export function ms(moment: Timestamp | undefined): number | undefined {
  if (moment === undefined) return undefined;
  return Number(moment.seconds) * 1000 + Math.floor(moment.nanos / 1_000_000);
}
