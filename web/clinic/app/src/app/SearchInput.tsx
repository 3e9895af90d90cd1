import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { IconSearch } from '../icons/icons.tsx';
import type { Ref } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';

export interface SearchInputProps {
  label: string;
  placeholder: string;
  value: string;
  onChange(value: string): void;
  ref?: Ref<HTMLInputElement> | undefined;
}

/** A search field for the list of the page; Escape empties it, then leaves it. */
export function SearchInput({ label, placeholder, value, onChange, ref }: SearchInputProps) {
  const { actions } = useMessages();
  return (
    <TextInput
      ref={ref}
      type="search"
      w="100%"
      maw={{ sm: 320 }}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (value === '') event.currentTarget.blur();
        else onChange('');
      }}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        value === '' ? (
          <Kbd size="xs" visibleFrom="sm" aria-hidden="true">
            /
          </Kbd>
        ) : (
          <CloseButton size="sm" aria-label={actions.clearSearch} onClick={() => onChange('')} />
        )
      }
    />
  );
}
