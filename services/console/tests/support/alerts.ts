// Alerts as tests need them: what is not said is of no matter.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import {
  Alert_Color as Color,
  Alert_State as State,
  AlertSchema,
  type Alert,
} from "../../built/gen/placard/v1/alert_pb.ts";

/** A moment so many seconds after the tests' own beginning of time. */
export function at(seconds: number): Timestamp {
  return {
    $typeName: "google.protobuf.Timestamp",
    seconds: 1_772_690_400n + BigInt(seconds),
    nanos: 0,
  };
}

/** The same in milliseconds. */
export const msAt = (seconds: number): number => (1_772_690_400 + seconds) * 1000;

export function alertWith(more: MessageInitShape<typeof AlertSchema> = {}): Alert {
  const plain = { id: "a", color: Color.RED, state: State.OPEN };
  return create(AlertSchema, { ...plain, openedAt: at(0), detectedAt: at(0), ...more });
}
