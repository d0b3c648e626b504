import type { InspectContext } from "../format.ts";

/** The same context for a file that is not cleaned: whatever is found stays. */
export function allStays(context: InspectContext): InspectContext {
  return {
    ...context,
    report(finding) {
      const { kind, severity, sentence, where, value } = finding;
      const told = { kind, severity, sentence, where, cleanable: "stays" as const };
      context.report(value === undefined ? told : { ...told, value });
    },
  };
}
