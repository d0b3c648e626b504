import { openCvRegistrar } from "../register/opencv-registrar.ts";
import type { Registrar } from "../register/registrar.ts";
import { loadOpenCv } from "./load-opencv.ts";

/** Registration in Node; loads OpenCV at the first leak. */
export const nodeRegistrar: Registrar = openCvRegistrar(loadOpenCv);
