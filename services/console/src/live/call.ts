// One call, as JSON under /v1/, answered by a message of the protos or a refusal in two languages.

import { fromJson, type DescMessage, type JsonValue, type MessageShape } from "@bufbuild/protobuf";
import { credentials, setAsked } from "./session.ts";

/** Why the server did not do it. */
export class Refusal extends Error {
  constructor(
    /** The HTTP status; 0 where the server was not reached. */
    readonly status: number,
    /** The reason's code: `TAKEN_BY_OTHER`. */
    readonly reason: string,
    readonly zh: string,
    readonly en: string,
  ) {
    super(en);
  }
}

/** A call is given up after this, ms. */
const PATIENCE_MS = 15_000;

/** Asks, and reads the answer as `schema`. */
export async function call<S extends DescMessage>(
  schema: S,
  method: "GET" | "POST",
  path: string,
  body?: JsonValue,
): Promise<MessageShape<S>> {
  const headers: Record<string, string> = { ...credentials() };
  if (body !== undefined) headers["content-type"] = "application/json";
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await fetch(`/v1/${path}`, { method, headers, signal, ...sent });
  } catch (error) {
    throw new Refusal(0, "UNREACHED", "未能连接服务器", `the server was not reached (${error})`);
  }
  const answer = (await response.json().catch(() => undefined)) as JsonValue | undefined;
  if (response.status === 401) setAsked(true);
  if (!response.ok || answer === undefined) throw refusal(response.status, answer);
  return fromJson(schema, answer, { ignoreUnknownFields: true });
}

/** A refusal as the server words it: `{"message", "details": [{"violations": […]}]}`. */
function refusal(status: number, answer: unknown): Refusal {
  const body = (answer ?? {}) as { message?: string; details?: Detail[] };
  const violation = body.details?.flatMap((detail) => detail.violations ?? [])[0];
  const plain = body.message ?? `HTTP ${status}`;
  const { reason = `HTTP_${status}`, zh = plain, en = plain } = violation ?? {};
  return new Refusal(status, reason, zh, en);
}

interface Detail {
  violations?: { reason: string; zh: string; en: string }[];
}
