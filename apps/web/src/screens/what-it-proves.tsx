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
  const { proves, colluders, leastShare, log10Bound } = proof;
  // One person has nobody to mix with.
  const mixing =
    people < 2 ? null : colluders < 2 ? text.composer.mixingNone : text.composer.mixing(Math.min(people, colluders));
  if (proves === "good") {
    return (
      <Notice tone="moss" icon="shield">
        <p>{text.composer.provesGood(people, text.number.power(-log10Bound))}</p>
        {mixing !== null && <p>{mixing}</p>}
      </Notice>
    );
  }
  return (
    <Notice tone="amber" icon="warning">
      {proves === "nothing" ? (
        <p>{text.composer.provesNothing}</p>
      ) : (
        <>
          <p>{text.composer.provesLittle(text.number.percent(leastShare))}</p>
          {mixing !== null && <p>{mixing}</p>}
        </>
      )}
    </Notice>
  );
}
