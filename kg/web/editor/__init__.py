"""The SPARQL editor's JavaScript: our source, the lock of the packages it is made of, and what puts them together.

src           our modules; ``start.js`` is what the page imports
package.json  the packages by name; ``npm install --package-lock-only`` renews package-lock.json from it
bundle        makes ``static/editor/`` from both, without Node
hook          calls ``bundle`` when a wheel or an sdist is built, or paperkg is installed from its folder
"""
