// Layers in the order of base.css: tokens, base, parts, screens.
import "./design/base.css";
import "./design/tokens.css";
import "./design/parts.css";
import "./screens/screens.css";
