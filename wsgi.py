from config import Config
from elearn.app import create_app

app = create_app(Config.from_environment())
