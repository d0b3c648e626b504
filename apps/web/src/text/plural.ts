const rules = new Intl.PluralRules("en");

/** A phrase that depends on a number, in English. */
export function many(forms: { readonly one: string; readonly other: (n: number) => string }): (n: number) => string {
  return (n) => (rules.select(n) === "one" ? forms.one : forms.other(n));
}
