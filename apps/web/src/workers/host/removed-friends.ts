const cacheName = "whosecopy removed friends";
const place = "/removed-friends";

/** Names of practice friends that were removed. They stay among the contacts of one's own account, and are shown no more. */
export async function removedFriends(): Promise<ReadonlySet<string>> {
  const found = await (await caches.open(cacheName)).match(place);
  const names: unknown = found === undefined ? [] : await found.json();
  return new Set(Array.isArray(names) ? names.filter((name) => typeof name === "string") : []);
}

/** Notes that these were removed. */
export async function noteRemoved(names: readonly string[]): Promise<void> {
  const all = [...(await removedFriends()), ...names];
  await (await caches.open(cacheName)).put(place, new Response(JSON.stringify(all)));
}
