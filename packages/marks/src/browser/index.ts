import { openCvRegistrar } from "../register/opencv-registrar.ts";
import type { Registrar } from "../register/registrar.ts";
import { loadOpenCv } from "./load-opencv.ts";

/** Registration in a browser, for the sealed worker alone: importing this brings all of OpenCV (11 MB). */
export const browserRegistrar: Registrar = openCvRegistrar(loadOpenCv);
