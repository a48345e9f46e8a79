using Spectre.Console;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Cli.Progress;

/// <summary>Progress on a terminal: a bar per source and per node that says how far it is, with rate and time left.</summary>
internal sealed class RunDisplay : IProgress<RunProgress>
{
    private readonly IAnsiConsole _console;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProgressContext> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly Task _drawing;

    public RunDisplay(TextWriter terminal)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal), Interactive = InteractionSupport.Yes, Ansi = AnsiSupport.Detect });
        _drawing = _console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 32 },
                new AmountColumn(),
                new RateColumn(),
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                _opened.SetResult(context);
                await _closed.Task.ConfigureAwait(false);
            });
    }

    public void Report(RunProgress value)
    {
        if (_closed.Task.IsCompleted || !_opened.Task.IsCompletedSuccessfully) return;
        foreach (NodeStatus node in value.Nodes.Where(RunLines.IsWorthALine))
        {
            if (!_bars.TryGetValue(node.Id, out ProgressTask? bar)) _bars[node.Id] = bar = _opened.Task.Result.AddTask(Markup.Escape(node.Id));
            bar.Description = Markup.Escape(node.Text is null ? node.Id : $"{node.Id}: {node.Text}");
            bar.IsIndeterminate = node.Total is not > 0;
            if (node.Total is > 0 and { } total) bar.MaxValue = total;
            bar.Value = node.Done;
        }

        if (value.IsLast) Close();
    }

    /// <summary>Writes a line above the bars.</summary>
    public void WriteLine(string line) => _console.WriteLine(line);

    /// <summary>Ends the drawing and leaves the bars as they are; what is printed next comes below them.</summary>
    public void Close()
    {
        _closed.TrySetResult();
        _drawing.GetAwaiter().GetResult();
    }

    private sealed class AmountColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.IsIndeterminate ? ProgressText.Amount(task.Value) : $"{Math.Floor(task.Percentage):0} %").RightJustified();
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? ProgressText.Rate(speed) : "", new Style(Color.Grey)).RightJustified();
    }
}
