// A row never moves under the cursor. While the list is held, rows keep their order and new ones
// wait; a red one enters at once, above the row that has the focus.

export interface Arrangement {
  /** Ids in the order of the screen. */
  rows: readonly string[];
  /** Ids that wait to be let in. */
  waiting: readonly string[];
  /** Ids that came in above the focus while the list was held. */
  above: readonly string[];
}

export const NOTHING: Arrangement = { rows: [], waiting: [], above: [] };

export interface Wish {
  /** Everything that should be shown, most urgent first. */
  wanted: readonly string[];
  /** Whether pointer or focus is in the list. */
  held: boolean;
  focused: string | undefined;
  /** Whether an id may enter at once. */
  isRed(id: string): boolean;
}

/** What the screen shows next. */
export function arrange(shown: Arrangement, wish: Wish): Arrangement {
  if (!wish.held) return { rows: wish.wanted, waiting: [], above: [] };
  const wanted = new Set(wish.wanted);
  const rows = shown.rows.filter((id) => wanted.has(id));
  const known = new Set(rows);
  const fresh = wish.wanted.filter((id) => !known.has(id));
  const entering = fresh.filter((id) => wish.isRed(id));
  const waiting = fresh.filter((id) => !wish.isRed(id));
  const above = shown.above.filter((id) => wanted.has(id));
  if (entering.length === 0) return { rows, waiting, above };
  // Where the most urgent of them belongs, but never below the focus.
  const focus = wish.focused === undefined ? rows.length : rows.indexOf(wish.focused);
  const rank = new Map(wish.wanted.map((id, no) => [id, no]));
  const first = rank.get(entering[0] ?? "") ?? 0;
  const belongs = rows.findIndex((id) => (rank.get(id) ?? 0) > first);
  const bound = focus < 0 ? rows.length : focus;
  const at = Math.min(belongs < 0 ? rows.length : belongs, bound);
  return {
    rows: [...rows.slice(0, at), ...entering, ...rows.slice(at)],
    waiting,
    above: [...above, ...entering],
  };
}
