import { h, setText } from './dom.ts';
import { linkButton } from './section.ts';
import { detailNames } from './viewState.ts';
import type { DetailName } from './viewState.ts';

/** What each view is called now; `null` for one that has nothing to show. */
export type DetailTitles = Readonly<Record<DetailName, string | null>>;

/** In the head of one view below the lanes: links to the others that have something to show. */
export class DetailTabs {
  readonly element = h('span', { class: 'detail-tabs' });
  readonly #links = new Map<DetailName, HTMLElement>();

  constructor(own: DetailName, show: (view: DetailName) => void) {
    for (const name of detailNames) {
      if (name === own) continue;
      const link = linkButton('', () => show(name));
      link.classList.add('detail-tab');
      link.dataset['view'] = name;
      this.#links.set(name, link);
      this.element.append(link);
    }
  }

  update(titles: DetailTitles): void {
    for (const [name, link] of this.#links) {
      const title = titles[name];
      link.hidden = title === null;
      if (title !== null) setText(link, title);
    }
  }
}
