import { Alert, NativeSelect } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconRepeat } from '../icons/icons.tsx';
import formClasses from '../forms/FormDialog.module.css';
import { formatDate } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { seriesLengths, type AppointmentValues, type Repeat } from './appointment-values.ts';
import type { Series } from './series.ts';

export interface RepeatFieldsProps {
  form: UseFormReturnType<AppointmentValues>;
  series: Series;
}

/** Whether a new appointment comes again, how often, and which days are not free. */
export function RepeatFields({ form, series }: RepeatFieldsProps) {
  const { appointments: words } = useMessages();
  const { repeat } = form.values;
  return (
    <>
      <NativeSelect
        label={words.repeat}
        data={(Object.keys(words.repeats) as Repeat[]).map((value) => ({
          value,
          label: words.repeats[value],
        }))}
        {...form.getInputProps('repeat')}
      />
      {repeat === 'never' ? (
        <span />
      ) : (
        <NativeSelect label={words.times} data={seriesLengths} {...form.getInputProps('times')} />
      )}
      {repeat !== 'never' && <SeriesHint series={series} />}
    </>
  );
}

function SeriesHint({ series: { starts, skipped } }: { series: Series }) {
  const { appointments: words } = useMessages();
  const last = starts.at(-1);
  if (last === undefined) return null;
  const day = (one: { toISOString(): string }) => formatDate(one.toISOString());
  return (
    <Alert
      className={formClasses.full}
      variant="light"
      color={skipped.length > 0 ? 'yellow' : 'accent'}
      icon={<IconRepeat />}
      role="status"
    >
      {words.series(starts.length, day(last))}{' '}
      {skipped.length > 0 && words.seriesSkips(skipped.length, skipped.map(day).join(', '))}
    </Alert>
  );
}
