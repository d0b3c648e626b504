/** Letters that are taken for one another at a glance; Unicode's confusables, as far as handles and names use them. */
const confusable: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  i: "l",
  "|": "l",
  "5": "s",
  "8": "b",
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  х: "x",
  у: "y",
  і: "l",
  ј: "j",
  ѕ: "s",
  ո: "n",
  α: "a",
  ο: "o",
  ν: "v",
  ι: "l",
};

/** What a name looks like, rather than what it is: the same for "ben.k", "Ben_K" and "beп k" written with other letters. */
function looksOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{Mn}/gu, "");
  const letters = (plain.match(/[\p{L}\p{N}|]/gu) ?? []).map((letter) => confusable[letter] ?? letter);
  return letters.join("").replaceAll("rn", "m").replaceAll("vv", "w");
}

/** True for two different names that a person in a hurry takes for the same. */
export function lookAlike(a: string, b: string): boolean {
  if (a === b) return false;
  const [first, second] = [looksOf(a), looksOf(b)];
  if (first === second) return true;
  return Math.min(first.length, second.length) >= 4 && oneSlipApart(first, second);
}

/** One letter more, less or other, or two neighbours swapped. */
function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
