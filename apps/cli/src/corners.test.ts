import { expect, it } from "vitest";
import { parsePlacement } from "./corners.ts";

it("reads four points, and the same in what was sent", () => {
  const leak = [[12, 8], [610.5, 15], [604, 420], [-9, 409]]; // prettier-ignore
  expect(parsePlacement("12,8 610.5,15 604,420 -9,409", undefined)).toEqual({ unit: "pixel", leak });
  const original = [[0, 0], [9, 0], [9, 9], [0, 9]]; // prettier-ignore
  expect(parsePlacement(" 12,8;610.5,15; 604,420 -9,409 ", "0,0 9,0 9,9 0,9")).toEqual({
    unit: "pixel",
    leak,
    original,
  });
  expect(parsePlacement(undefined, undefined)).toBeUndefined();
});

it.each([
  ["1,1 2,2 3,3", undefined],
  ["1,1 2,2 3,3 4,4 5,5", undefined],
  ["1,1 2,2 3,3 4", undefined],
  ["1,1 2,2 3,3 a,b", undefined],
  ["1,1 2,2 3,3 1e9,2", undefined],
  ["1,1 2,1 2,2 1,2", "1,1 2,1 2,2"],
  ["1,1 2,1 2,2 1,2", "1,1 2,1 2,2 1,2 1,1"],
  [undefined, "1,1 2,1 2,2 1,2"],
])("refuses --corners %j with --region %j", (corners, region) => {
  expect(() => parsePlacement(corners, region)).toThrow(expect.objectContaining({ code: "bad-input" }));
});
