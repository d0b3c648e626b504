import { type Picture, resizePicture } from "@whosecopy/image";
import { attack, type Attack, plainPlacement, type Step } from "./attack.ts";
import { nightTint } from "./colour.ts";
import { jpeg } from "./formats.ts";
import { composed, moved, scaled, type Size } from "./plane.ts";
import { type Colour, cover, edge, paste, plainPicture } from "./raster.ts";
import { write } from "./text.ts";

interface Theme {
  readonly back: Colour;
  readonly bar: Colour;
  readonly text: Colour;
  readonly bubble: Colour;
}

const light: Theme = { back: [236, 229, 221], bar: [0, 128, 105], text: [30, 30, 30], bubble: [255, 255, 255] };
const dark: Theme = { back: [11, 20, 26], bar: [31, 44, 52], text: [233, 237, 239], bubble: [32, 44, 51] };

/** Where an app shows a picture on a screen, and everything around it. */
interface Layout {
  readonly screen: Size;
  readonly plan: (size: Size) => { x: number; y: number; size: Size };
  readonly draw: (screen: Picture, at: { x: number; y: number; size: Size }) => void;
}

function fitted(size: Size, box: { x: number; y: number; width: number; height: number }) {
  const factor = Math.min(box.width / size.width, box.height / size.height);
  const width = Math.max(1, Math.round(size.width * factor));
  const height = Math.max(1, Math.round(size.height * factor));
  const x = Math.round(box.x + (box.width - width) / 2);
  const y = Math.round(box.y + (box.height - height) / 2);
  return { x, y, size: { width, height } };
}

function rounded(
  onto: Picture,
  box: { x: number; y: number; width: number; height: number },
  radius: number,
  colour: Colour,
): void {
  const inside = (x: number, y: number): number => {
    const dx = Math.max(box.x + radius - x, x - (box.x + box.width - 1 - radius), 0);
    const dy = Math.max(box.y + radius - y, y - (box.y + box.height - 1 - radius), 0);
    return edge(radius - Math.hypot(dx, dy));
  };
  cover({ onto, ...box, colour, cover: inside });
}

/** A phone's chat app, 1080 by 2340. */
function chat(theme: Theme): Layout {
  const screen = { width: 1080, height: 2340 };
  return {
    screen,
    plan: (size) => fitted(size, { x: 40, y: 420, width: 1000, height: 1300 }),
    draw(onto, at) {
      cover({ onto, x: 0, y: 0, width: 1080, height: 220, colour: theme.bar });
      write({ onto, text: "10:42", x: 50, y: 28, height: 34, colour: [255, 255, 255] });
      write({ onto, text: "84%", x: 930, y: 28, height: 34, colour: [255, 255, 255] });
      rounded(onto, { x: 110, y: 95, width: 100, height: 100 }, 50, [190, 150, 130]);
      write({ onto, text: "HANA", x: 240, y: 125, height: 42, colour: [255, 255, 255] });
      rounded(onto, { x: 40, y: 260, width: 640, height: 110 }, 24, theme.bubble);
      write({ onto, text: "LOOK WHAT I GOT", x: 70, y: 298, height: 32, colour: theme.text });
      const frame = { x: at.x - 12, y: at.y - 12, width: at.size.width + 24, height: at.size.height + 24 };
      rounded(onto, frame, 24, theme.bubble);
      rounded(onto, { x: 300, y: 1790, width: 740, height: 110 }, 24, theme.bubble);
      write({ onto, text: "NO WAY! SEND MORE", x: 330, y: 1828, height: 32, colour: theme.text });
      rounded(onto, { x: 30, y: 2190, width: 880, height: 110 }, 55, theme.bubble);
      rounded(onto, { x: 940, y: 2190, width: 110, height: 110 }, 55, theme.bar);
    },
  };
}

/** A browser window on a small laptop, 1366 by 768, a page with text and a column at the side. */
function desktop(theme: Theme): Layout {
  const screen = { width: 1366, height: 768 };
  return {
    screen,
    plan: (size) => fitted(size, { x: 60, y: 190, width: 880, height: 430 }),
    draw(onto) {
      cover({ onto, x: 0, y: 0, width: 1366, height: 84, colour: theme.bar });
      rounded(onto, { x: 120, y: 44, width: 900, height: 32 }, 16, theme.bubble);
      write({ onto, text: "FORUM.EXAMPLE", x: 150, y: 53, height: 14, colour: theme.text });
      write({ onto, text: "YOU WILL NOT BELIEVE THIS ONE", x: 60, y: 120, height: 28, colour: theme.text });
      for (let i = 0; i < 12; i++) {
        write({ onto, text: "LATEST NEWS 2026", x: 1010, y: 120 + 52 * i, height: 16, colour: theme.text });
        write({ onto, text: "3 REPLIES", x: 1010, y: 142 + 52 * i, height: 11, colour: theme.text });
      }
      for (let i = 0; i < 4; i++) {
        const text = "SOME WORDS BELOW THE PICTURE THAT SAY LITTLE ABOUT IT.";
        write({ onto, text, x: 60, y: 646 + 28 * i, height: 14, colour: theme.text });
      }
    },
  };
}

/** Full screen in a gallery app, black around. */
const gallery: Layout = {
  screen: { width: 1080, height: 2340 },
  plan: (size) => fitted(size, { x: 0, y: 200, width: 1080, height: 1940 }),
  draw(onto) {
    cover({ onto, x: 0, y: 0, width: 1080, height: 2340, colour: [0, 0, 0] });
    write({ onto, text: "10:42", x: 50, y: 40, height: 34, colour: [255, 255, 255] });
    for (let i = 0; i < 5; i++) rounded(onto, { x: 80 + 200 * i, y: 2190, width: 90, height: 90 }, 20, [60, 60, 60]);
  },
};

/** The whole screen, the picture shown on it in another size. */
function shownIn(layout: Layout, back: Colour): Step {
  return {
    apply(picture) {
      const at = layout.plan(picture);
      const screen = plainPicture(layout.screen, back);
      layout.draw(screen, at);
      paste(screen, resizePicture(picture, at.size), at.x, at.y);
      return screen;
    },
    place(size) {
      const at = layout.plan(size);
      return plainPlacement(layout.screen, composed(moved(at.x, at.y), scaled(size, at.size)));
    },
  };
}

export const chatScreenshot = shownIn(chat(light), light.back);
export const darkChatScreenshot = shownIn(chat(dark), dark.back);
const desktopScreenshot = shownIn(desktop({ ...light, bar: [222, 225, 230] }), [255, 255, 255]);
const darkDesktopScreenshot = shownIn(desktop(dark), [24, 26, 27]);
const galleryScreenshot = shownIn(gallery, [0, 0, 0]);

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "screenshots", level, name, steps: [...steps, jpeg(80)] }));
}

export const screenshots: readonly Attack[] = [
  ...list("must", [
    ["screenshot of a chat, 1000 px wide, JPEG 80", chatScreenshot],
    ["screenshot of a web page, at most 880 x 430, JPEG 80", desktopScreenshot],
  ]),
  ...list("stress", [
    ["screenshot of a gallery, 1080 px wide, JPEG 80", galleryScreenshot],
    ["screenshot of a chat, dark mode, JPEG 80", darkChatScreenshot],
    ["screenshot of a web page, dark mode, night tint, JPEG 80", darkDesktopScreenshot, nightTint],
    ["screenshot of a chat, night tint, JPEG 80", chatScreenshot, nightTint],
  ]),
];
