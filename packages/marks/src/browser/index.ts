import { pictureRegistrar } from "../register/picture-registrar.ts";
import type { Registrar } from "../register/registrar.ts";

/** Registration in a browser; it computes for a second or more, so it belongs in a worker. */
export const browserRegistrar: Registrar = pictureRegistrar;
