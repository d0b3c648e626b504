export { concatBytes, equalBytes, fromBase64url, toBase64url, toHex, u16be, u32be, utf8 } from "./bytes.ts";
export { errorCodes, isErrorCode, WhosecopyError, type ErrorCode } from "./errors.ts";
