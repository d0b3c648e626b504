import { WhosecopyError } from "@whosecopy/protocol";
import { serve, startFailureExitCode } from "./serve.ts";
import { readSettings, settingsHelp } from "./settings.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === null) process.stdout.write(settingsHelp);
  else process.exitCode = await serve(settings, say);
} catch (error) {
  say(error instanceof WhosecopyError ? `${error.code}: ${error.message}` : String(error));
  process.exitCode = startFailureExitCode(error);
}
