/** Entry of the page in the graph panel. */
import './style.css';
