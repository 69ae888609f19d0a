import { ElectroError } from 'electrodb';

/** Tells a failed condition, which is a fact, from every other error, which is thrown on. */
export async function conditionFailed(write: Promise<unknown>): Promise<'done' | 'failed'> {
  try {
    await write;
    return 'done';
  } catch (error) {
    if (isConditionFailure(error)) return 'failed';
    throw error;
  }
}

const CONDITION = 'ConditionalCheckFailedException';
const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && (error.name === CONDITION || (error instanceof ElectroError && error.cause?.name === CONDITION));
