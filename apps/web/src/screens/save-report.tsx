import type { TraceReport } from "@whosecopy/marks";
import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import type { TraceResult } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";
import { reportWords } from "./report-words.ts";
import { saveFile } from "./save-file.ts";

/** Keeps what a trace found: a page to read and to print, and the two pictures alone. */
export function SaveReport(props: {
  readonly leak: Uint8Array;
  readonly result: Exclude<TraceResult, { verdict: "not-this-picture" }>;
  readonly firstSeen: string;
}): ReactNode {
  const text = useText();
  const format = useFormat();
  const engine = useEngine();
  const work = useWork();
  const { leak, result, firstSeen } = props;
  const [made, setMade] = useState<TraceReport | null>(null);
  const save = async (kind: "page" | "picture") => {
    const drawn = made ?? (await work.run((options) => draw(options)))?.value;
    if (drawn === undefined) return;
    setMade(drawn);
    const { fileName } = text.report;
    if (kind === "page") saveFile(`${fileName}.html`, new Blob([drawn.page], { type: "text/html" }));
    else saveFile(`${fileName}.png`, new Blob([drawn.picture as Uint8Array<ArrayBuffer>], { type: "image/png" }));
  };
  const draw = async ({ signal }: { readonly signal?: AbortSignal | undefined }) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", leak as Uint8Array<ArrayBuffer>));
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const words = reportWords({ result, text, format, nowMs: Date.now(), sha256, firstSeen });
    return engine.traceReport({ leak, map: result.map, words }, { signal });
  };
  if (work.isWorking) return <Progress label={text.trace.drawing} done={null} onCancel={work.cancel} />;
  return (
    <>
      <ErrorNotice code={work.failure} />
      <div className="row">
        <Button icon="save" onPress={() => void save("page")}>
          {text.trace.report}
        </Button>
        <Button look="quiet" icon="picture" onPress={() => void save("picture")}>
          {text.trace.reportPicture}
        </Button>
      </div>
    </>
  );
}
