import { blobChunkBytes } from "@whosecopy/protocol";

/** How often something may be done by one caller: `burst` at once, then one per `everyMs`. */
export interface Rate {
  readonly burst: number;
  readonly everyMs: number;
}

/** What a server allows. */
export interface Limits {
  /** Largest blob of one attachment. */
  readonly maxBlobBytes: number;
  /** Blobs and bundles of one account together. */
  readonly accountBlobBytes: number;
  readonly chunkBytes: number;
  /** Copies ever made of one attachment; a receipt that names all of them has to fit into a signed statement. */
  readonly maxCopies: number;
  /** Accounts in one conversation. */
  readonly maxMembers: number;
  /** Bytes of one message times its recipients. */
  readonly maxFanOutBytes: number;
  /** One-time key packages that a device may have waiting. */
  readonly maxKeyPackages: number;
  /** How far ahead a key package may expire. */
  readonly maxKeyPackageLifeMs: number;
  /** Connections to the database. */
  readonly databaseConnections: number;
  readonly rates: {
    /** Per network address. */
    readonly accounts: Rate;
    /** Per network address: account look-ups that anyone may make. */
    readonly accountViews: Rate;
    /** Per device. */
    readonly handles: Rate;
    /** Per calling device and account asked. */
    readonly claims: Rate;
    /** Per account asked, whoever asks: guards against using up one's packages. */
    readonly claimsOfOne: Rate;
  };
}

/** Right for a family or an office on one machine. */
export const defaultLimits: Limits = {
  maxBlobBytes: 256 * 1_048_576,
  accountBlobBytes: 10 * 1024 * 1_048_576,
  chunkBytes: blobChunkBytes,
  maxCopies: 10_000,
  maxMembers: 250,
  maxFanOutBytes: 64 * 1_048_576,
  maxKeyPackages: 200,
  maxKeyPackageLifeMs: 100 * 24 * 3_600_000,
  databaseConnections: 12,
  rates: {
    accounts: { burst: 60, everyMs: 60_000 },
    accountViews: { burst: 600, everyMs: 100 },
    handles: { burst: 60, everyMs: 5000 },
    claims: { burst: 20, everyMs: 10_000 },
    claimsOfOne: { burst: 300, everyMs: 1000 },
  },
};
