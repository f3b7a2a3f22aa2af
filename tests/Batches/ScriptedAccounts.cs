using System.Collections.Concurrent;
using System.Reflection;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

/// <summary>Accounts in a test's hands, in place of grains: what each is told is written down once it has taken it.</summary>
internal sealed class ScriptedAccounts
{
    /// <summary>The statements taken, in order.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    /// <summary>What happens before a statement is taken; an exception is an account that could not be asked.</summary>
    public Func<string, Task> BeforeTaking { get; set; } = _ => Task.CompletedTask;

    public IGrainFactory Factory
    {
        get
        {
            var factory = DispatchProxy.Create<IGrainFactory, AnswerProxy>();
            var account = DispatchProxy.Create<IAccountGrain, AnswerProxy>();
            ((AnswerProxy)(object)factory).Answer = _ => account;
            ((AnswerProxy)(object)account).Answer = arguments => TakeAsync((PostStatement)arguments[0]!);
            return factory;
        }
    }

    private async Task<PostStatementResult> TakeAsync(PostStatement statement)
    {
        await BeforeTaking(statement.StatementId);
        Taken.Enqueue(statement.StatementId);
        return new(PostOutcome.Created, Statement: null);
    }
}

/// <summary>One answer for whatever is called: of these accounts only one thing is asked.</summary>
public class AnswerProxy : DispatchProxy
{
    internal Func<object?[], object?> Answer { get; set; } = _ => null;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(args ?? []);
}
