import { type ReactNode, useEffect, useState } from "react";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import type { PictureProof } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";

/** What a leak of this picture could prove, beside Send. */
export function WhatItProves({ bytes, people }: { readonly bytes: Uint8Array; readonly people: number }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { run, failure } = useWork();
  const [proof, setProof] = useState<PictureProof | null>(null);
  useEffect(() => {
    setProof(null);
    void run(() => engine.provesWhat({ bytes, people })).then((found) => {
      if (found !== undefined) setProof(found.value);
      return undefined;
    });
  }, [engine, run, bytes, people]);
  if (failure !== null) return <ErrorNotice code={failure} />;
  if (proof === null) {
    return (
      <p className="soft small" role="status">
        {text.composer.looking}
      </p>
    );
  }
  if (proof.proves === "good") {
    const bound = text.number.power(-proof.log10Bound);
    return (
      <Notice tone="moss" icon="shield">
        <p>{text.composer.provesGood(people, bound)}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="amber" icon="warning">
      <p>{proof.proves === "little" ? text.composer.provesLittle : text.composer.provesNothing}</p>
    </Notice>
  );
}
