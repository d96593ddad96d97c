import type { HostMessage, PanelMessage, WaitView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import type { Announcer } from './announcer.ts';
import type { Description } from './describe.ts';
import { setText } from './dom.ts';
import { Inspector } from './inspector.ts';
import { Jumps } from './jumps.ts';
import type { Row } from './layout.ts';
import { threadRowId } from './layout.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import { RangeFacts } from './rangeFacts.ts';
import { RangeView } from './rangeView.ts';
import { linkButton } from './section.ts';
import * as strings from './strings.ts';
import { placesOf, SelectedPlaces } from './selectedPlaces.ts';
import { Subjects } from './subject.ts';
import type { ViewStore } from './viewState.ts';
import { duration } from './format.ts';

interface DetailParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly navigator: Navigator;
  readonly announcer: Announcer;
  readonly rows: () => readonly Row[];
  readonly post: (message: PanelMessage) => void;
  readonly open: (place: SourcePlace) => void;
  readonly describeSpan: () => Description | null;
  readonly onNews: () => void;
  readonly clear: () => void;
}

/**
 * The lower part of the panel: the inspector of what is selected, or the table of the selected range,
 * whichever was asked for last. Each leads to the other.
 */
export class DetailArea {
  readonly subjects: Subjects;
  /** Here, because it asks about ranges, too. */
  readonly jumps: Jumps;
  readonly elements: readonly HTMLElement[];
  readonly #parts: DetailParts;
  readonly #ranges: RangeFacts;
  readonly #selected: SelectedPlaces;
  readonly #inspector: Inspector;
  readonly #range: RangeView;
  readonly #toRange: HTMLElement;
  readonly #toSelection: HTMLElement;

  constructor(parts: DetailParts) {
    this.#parts = parts;
    const { model, store, navigator, post, onNews, rows } = parts;
    let ranges = 0;
    const nextRange = () => ++ranges;
    this.subjects = new Subjects(model, store, post, parts.describeSpan, onNews, nextRange);
    this.jumps = new Jumps({ model, navigator, announcer: parts.announcer, post, nextRange });
    this.#selected = new SelectedPlaces(post);
    this.#ranges = new RangeFacts({ model, rows, post, onNews, nextRange });
    const links = {
      open: parts.open,
      copy: (text: string) => post({ type: 'copy', text }),
      select: (thread: number) => {
        store.set({ showsRange: false });
        navigator.select(threadRowId(thread));
      },
      pair: (thread: number) => navigator.pair(thread),
      goTo: (wait: WaitView) => navigator.goTo({ ...wait, fromNs: wait.startNs, toNs: wait.endNs }),
      close: parts.clear,
    };
    this.#toRange = linkButton('', () => store.set({ showsRange: true }));
    this.#toSelection = linkButton('', () => store.set({ showsRange: false }));
    for (const tab of [this.#toRange, this.#toSelection]) tab.classList.add('detail-tab');
    this.#inspector = new Inspector(links, this.#toRange);
    this.#range = new RangeView(
      {
        ...links,
        close: () => store.set({ range: null }),
        fit: () => navigator.fit(),
        say: text => parts.announcer.say(text),
      },
      this.#toSelection,
    );
    this.elements = [this.#range.element, this.#inspector.element];
  }

  receive(message: HostMessage & { type: 'answer' }): void {
    // Their numbers say for whom of them it is.
    if (message.name === 'range') {
      this.#ranges.receive(message);
      this.jumps.receive(message);
    }
    this.subjects.receive(message);
  }

  reset(): void {
    this.subjects.reset();
    this.#ranges.reset();
    this.jumps.reset();
  }

  /** What is not shown is not kept up to date. */
  update(atMs: number): void {
    const { range, showsRange } = this.#parts.store.state;
    const subject = this.subjects.read(atMs);
    const picked = this.#parts.navigator.pickedTarget();
    this.#selected.tell(placesOf(subject?.thread ?? null, picked?.kind === 'span' ? picked.waitsAt : null));
    const showsTable = range !== null && (showsRange || subject === null);
    this.#inspector.update(showsTable ? null : subject);
    this.#range.update(
      this.#ranges.read(showsTable ? range : null, atMs),
      this.#parts.model.run?.title ?? '',
    );
    this.#toRange.hidden = range === null;
    this.#toSelection.hidden = subject === null;
    if (range) setText(this.#toRange, strings.range.tab(duration(range.toNs - range.fromNs)));
    const thread = subject?.thread;
    if (subject) setText(this.#toSelection, thread ? strings.threadName(thread) : strings.inspector.label);
  }

  /** There is nothing to draw. */
  hide(): void {
    this.#selected.tell([]);
    this.#inspector.update(null);
    this.#range.update(null, '');
  }

  focus(): void {
    if (this.#range.element.hidden) this.#inspector.focus();
    else this.#range.focus();
  }
}
