/**
 * Bounds on what comes from outside, checked before anything is decoded. A key package has about 330 bytes, a Welcome for a
 * group of 1,000 about 340 KB, a path commit in it 83 KB; the rest is room for long identities.
 */
export const limits = {
  members: 1000,
  identityBytes: 4096,
  groupIdBytes: 64,
  keyPackageBytes: 16 * 1024,
  welcomeBytes: 8 * 1024 * 1024,
  messageBytes: 1024 * 1024,
  plaintextBytes: 256 * 1024,
  authenticatedDataBytes: 16 * 1024,
  stateBytes: 256 * 1024 * 1024,
  /** Key packages remembered as used, per group. */
  usedKeyPackages: 1024,
} as const;
