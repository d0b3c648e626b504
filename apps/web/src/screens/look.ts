/** How the app looks: as the device does, or as the person wants it on this device. */
export type Look = "system" | "light" | "dark";

const key = "look";

export function readLook(): Look {
  const stored = localStorage.getItem(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Applies a look, and keeps it. */
export function applyLook(look: Look): void {
  if (look === "system") {
    localStorage.removeItem(key);
    delete document.documentElement.dataset["look"];
  } else {
    localStorage.setItem(key, look);
    document.documentElement.dataset["look"] = look;
  }
}
