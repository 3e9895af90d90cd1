/** How many slips of the finger a word may hold: none below four letters, two from eight on. Digits hold none. */
export function slipsAllowed(word: string): 0 | 1 | 2 {
  if (word.length < 4 || !/^\p{Letter}+$/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/** Which of the letters a to z a word has, as bits. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let index = 0; index < word.length; index += 1) {
    const letter = word.charCodeAt(index) - 97;
    if (letter >= 0 && letter < 26) letters |= 1 << letter;
  }
  return letters;
}

/** How many of `typed` are not among `name`: each takes a slip of its own. */
export function lettersMissing(typed: number, name: number): number {
  let missing = 0;
  for (let left = typed & ~name; left !== 0; left &= left - 1) missing += 1;
  return missing;
}

/**
 * Whether `typed` is the beginning of `name` with at most `slips` letters wrong, missing, too many, or changed with their
 * neighbour (Damerau-Levenshtein distance to some beginning of the name).
 */
export function isWithinSlips(typed: string, name: string, slips: number): boolean {
  const rows = typed.length;
  if (name.length < rows - slips) return false;
  const columns = Math.min(name.length, rows + slips);
  let before: number[] = [];
  let last = Array.from({ length: columns + 1 }, (_, column) => column);
  for (let row = 1; row <= rows; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= columns; column += 1) {
      const same = typed[row - 1] === name[column - 1];
      let cost = Math.min(
        at(last, column - 1) + (same ? 0 : 1),
        at(last, column) + 1,
        at(current, column - 1) + 1,
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        typed[row - 1] === name[column - 2] &&
        typed[row - 2] === name[column - 1];
      if (isSwap) cost = Math.min(cost, at(before, column - 2) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > slips) return false;
    before = last;
    last = current;
  }
  return Math.min(...last) <= slips;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
