/** Letters that readers of pictures give for digits. */
const digitFor: Readonly<Record<string, string>> = {
  O: "0",
  o: "0",
  Q: "0",
  D: "0",
  I: "1",
  l: "1",
  Z: "2",
  S: "5",
  G: "6",
  B: "8",
};

/** Digits of a run, letters taken for what they look like; null when too many would be guesses. */
export function digitsOf(run: string): string | null {
  const letters = Array.from(run).filter((letter) => /[0-9A-Za-z]/u.test(letter));
  const guessed = letters.filter((letter) => !/[0-9]/u.test(letter)).length;
  if (guessed * 5 > letters.length) return null;
  return letters.map((letter) => digitFor[letter] ?? letter).join("");
}

/** The same for a place where only a digit can stand. */
export function asDigits(text: string): string {
  return Array.from(text, (letter) => digitFor[letter] ?? letter).join("");
}

/** For a place where only a letter can stand. */
export function asLetters(text: string): string {
  return text.replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B").replaceAll("5", "S").replaceAll("2", "Z");
}
