from config import Config
from elearn.app import create_app
from elearn.services.log_lines import write_json_lines

write_json_lines()
app = create_app(Config.from_environment())
