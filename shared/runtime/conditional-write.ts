const NAME = 'ConditionalCheckFailedException';

/** ElectroDB wraps what the SDK throws; the cause tells. */
const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && (error.name === NAME || isConditionFailure(error.cause));

/**
 * Whether a conditional write happened: a failed condition comes back as a fact (false), everything else is thrown.
 * Transactions answer differently (ElectroDB: `canceled`), see style.md section 6.
 */
export async function applied(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
