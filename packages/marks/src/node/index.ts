import { pictureRegistrar } from "../register/picture-registrar.ts";
import type { Registrar } from "../register/registrar.ts";

/** Registration in Node. */
export const nodeRegistrar: Registrar = pictureRegistrar;
