from crisis.app import create_app

app = create_app(clockwork=True)
