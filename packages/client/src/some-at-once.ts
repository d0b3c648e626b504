/**
 * Does a piece of work for each item, begun in order and some at a time. After an error nothing more is begun; it is thrown when
 * everything under way has ended, so that nothing goes on behind the caller's back.
 */
export async function someAtOnce<Item>(params: {
  readonly items: readonly Item[];
  readonly atOnce: number;
  readonly work: (item: Item) => Promise<void>;
}): Promise<void> {
  const { items, atOnce, work } = params;
  const waiting = items.values();
  const errors: unknown[] = [];
  const lane = async () => {
    for (const item of waiting) {
      try {
        await work(item);
      } catch (error) {
        errors.push(error);
      }
      if (errors.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (errors.length > 0) throw errors[0];
}
