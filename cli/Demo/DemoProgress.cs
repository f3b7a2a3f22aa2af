using Spectre.Console;

namespace BalanceNotifications.Demo;

/// <summary>Shows how far the notifications are: a bar in a terminal, a line now and then in a file.</summary>
internal abstract class DemoProgress(IAnsiConsole console)
{
    protected IAnsiConsole Console { get; } = console;

    public static DemoProgress For(IAnsiConsole console) =>
        console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? new Bar(console)
            : new Lines(console);

    /// <summary>Runs <paramref name="watch"/> and shows each total it reports.</summary>
    public abstract Task<DemoSnapshot> ShowAsync(int rows, Func<Action<DemoTotals>, Task<DemoSnapshot>> watch);

    private sealed class Bar(IAnsiConsole console) : DemoProgress(console)
    {
        public override Task<DemoSnapshot> ShowAsync(int rows, Func<Action<DemoTotals>, Task<DemoSnapshot>> watch) =>
            Console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(async progress =>
                {
                    var rowsRead = progress.AddTask("Rows read", maxValue: rows);
                    var planned = progress.AddTask("Notifications planned", maxValue: rows);
                    var done = progress.AddTask("Sent or decided", maxValue: rows);
                    return await watch(totals =>
                    {
                        rowsRead.Value = totals.Accepted + totals.Rejected;
                        planned.MaxValue = Math.Max(1, totals.Accepted);
                        planned.Value = totals.Sent + totals.WillNotSend + totals.Planned;
                        done.MaxValue = Math.Max(1, totals.Accepted);
                        done.Value = totals.Sent + totals.WillNotSend;
                    });
                });
    }

    private sealed class Lines(IAnsiConsole console) : DemoProgress(console)
    {
        private const int Step = 100;

        public override Task<DemoSnapshot> ShowAsync(int rows, Func<Action<DemoTotals>, Task<DemoSnapshot>> watch)
        {
            var next = 0;
            return watch(totals =>
            {
                if (totals.Sent + totals.WillNotSend >= next)
                {
                    Console.WriteLine($"{totals.Accepted} accepted, {totals.Sent} sent, {totals.WillNotSend} will not send, {totals.Planned} planned");
                    next = (((totals.Sent + totals.WillNotSend) / Step) + 1) * Step;
                }
            });
        }
    }
}
