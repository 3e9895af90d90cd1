import { Input, Switch, TextInput } from '@mantine/core';
import formClasses from '../forms/FormDialog.module.css';
import { weekdayName } from '../clinic/dates.ts';
import { clinicWeek, typedSpans, weekdays, type TypedWeek } from '../clinic/typed-hours.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './HoursFields.module.css';

export interface HoursFieldsProps {
  value?: TypedWeek;
  onChange(value: TypedWeek): void;
  error?: React.ReactNode;
}

/** When a practitioner receives, a line for each day of the week. */
export function HoursFields({ value = '', onChange, error }: HoursFieldsProps) {
  const { practitioners: words } = useMessages();
  const days = value.split('|');
  return (
    <Input.Wrapper
      className={formClasses.full}
      label={words.hours}
      labelElement="div"
      description={value === '' ? words.clinicHours : words.ownHoursHint}
      error={error}
    >
      <Switch
        mt="xs"
        label={words.ownHours}
        checked={value !== ''}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? clinicWeek : '')}
      />
      {value !== '' && (
        <div className={classes.week}>
          {weekdays.map((day) => (
            <TextInput
              key={day}
              aria-label={`${words.hours}, ${weekdayName(day)}`}
              leftSection={<span className={classes.day}>{weekdayName(day)}</span>}
              leftSectionWidth="3.25rem"
              placeholder={words.hoursPlaceholder}
              autoComplete="off"
              value={days[day - 1] ?? ''}
              error={typedSpans(days[day - 1] ?? '') === null}
              onChange={({ currentTarget }) =>
                onChange(
                  weekdays
                    .map((one) =>
                      one === day ? currentTarget.value.replaceAll('|', '') : (days[one - 1] ?? ''),
                    )
                    .join('|'),
                )
              }
            />
          ))}
        </div>
      )}
    </Input.Wrapper>
  );
}
