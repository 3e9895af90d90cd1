import type { OverlayOptions } from '../../types/sync_client.js';

/** When the read of the rows began; undefined: not known. */
export const knownTime = ({
  readBegan,
}: {
  readonly readBegan?: number | undefined;
}): number | undefined => (readBegan === 0 ? undefined : readBegan);

/** The application says that no record is missing. */
export const isWhole = <Row extends object>({
  complete,
  first,
  belongs,
}: OverlayOptions<Row>): boolean => complete === true && first !== false && !belongs;

/** The application says of the list that it is of pages, or that it is whole: no record is in it twice. */
export const isPaged = <Row extends object>({ complete, first }: OverlayOptions<Row>): boolean =>
  complete !== undefined || first !== undefined;

/** Nothing says which records belong to the list. */
export const hasNoRule = <Row extends object>(options: OverlayOptions<Row>): boolean =>
  options.belongs === undefined &&
  options.place === undefined &&
  options.complete !== false &&
  options.first !== false;

/** Both say the same of the list. */
export function isSameOptions<Row extends object>(
  one: OverlayOptions<Row>,
  other: OverlayOptions<Row>,
): boolean {
  return (
    one.belongs === other.belongs &&
    one.readBegan === other.readBegan &&
    one.readEnded === other.readEnded &&
    one.compare === other.compare &&
    one.complete === other.complete &&
    one.first === other.first &&
    one.place === other.place
  );
}
