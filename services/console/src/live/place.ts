// What the server says of itself: whose clock its times go by.

import { setZone } from "../words/time.ts";

interface Place {
  timeZone: string;
}

/** Reads it; without an answer the default of the words stays. */
export async function readPlace(): Promise<void> {
  const response = await fetch("/place.json");
  if (!response.ok) return;
  const place = (await response.json()) as Place;
  setZone(place.timeZone);
}
