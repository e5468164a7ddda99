// Plates as people type them: width and case do not count, nor separators.

/** What two spellings of one plate have in common. */
export function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s·.\-]/g, "");
}
