export { errorCodes, isErrorCode, WhosecopyError, type ErrorCode } from "./errors.ts";
