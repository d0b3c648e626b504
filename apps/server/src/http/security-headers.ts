/**
 * The content security policy of every page: nothing but what this server serves itself, no scripts (there are none), no
 * inline styles.
 */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const always = {
  "content-security-policy": pagePolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  // Keys travel in the fragments of links: no page is ever told where a person came from.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "permissions-policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()",
  "cache-control": "no-store",
} as const;

/** Headers of every answer, whatever it is. */
export function securityHeaders(origin: string): Readonly<Record<string, string>> {
  return origin.startsWith("https:") ? { ...always, "strict-transport-security": "max-age=31536000" } : always;
}
