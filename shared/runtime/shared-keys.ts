/**
 * Directory entries that requests need, by the beginning of their key: an account that is claimed or forgotten, a
 * one-time OAuth state, an invited person's subject, an open console. Each names no more than whose something is.
 */
export const SHARED = ['d#acc#', 'd#state#', 'd#sub#', 'd#conn#'] as const;
