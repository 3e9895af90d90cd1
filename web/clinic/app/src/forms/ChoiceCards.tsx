import { Radio, Stack } from '@mantine/core';
import classes from './ChoiceCards.module.css';

/** One thing to choose, and what it means. */
export interface ChoiceCard<Value extends string> {
  readonly value: Value;
  readonly title: string;
  readonly hint: string;
}

export interface ChoiceCardsProps<Value extends string> {
  label: string;
  /** null: none is chosen. */
  value: Value | null;
  choices: readonly ChoiceCard<Value>[];
  onChange(value: Value): void;
}

/** A few choices that need a sentence each, as radio buttons. */
export function ChoiceCards<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: ChoiceCardsProps<Value>) {
  return (
    <Radio.Group label={label} value={value ?? ''} onChange={(next) => onChange(next as Value)}>
      <Stack gap="xs" mt="xs">
        {choices.map((choice) => (
          <Radio.Card
            key={choice.value}
            value={choice.value}
            className={classes.card}
            data-autofocus={choice.value === value || undefined}
          >
            <Radio.Indicator />
            <span>
              <span className={classes.title}>{choice.title}</span>
              <span className={classes.hint}>{choice.hint}</span>
            </span>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}
